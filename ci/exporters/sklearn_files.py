"""sklearn_files.py FOLDER: the files of scikit-learn by skl2onnx that networks.md lists."""

import os
import sys
import warnings

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, SGDClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, PolynomialFeatures, StandardScaler
from sklearn.svm import SVC, LinearSVC
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType

from written import EXAMPLES, classes, describe, make_all, seed_of

warnings.filterwarnings("ignore")
NO_MAP = {"zipmap": False}


def regression(width=1):
    def targets(random, outputs):
        numbers = random.standard_normal((EXAMPLES, width))
        return {"loss": "values", "shape": [width], "targets": numbers.ravel().tolist()}

    return targets


def drawn(random, kinds):
    """Rows and three classes that depend on them."""
    x = random.standard_normal((120, 6)).astype(np.float32)
    scores = x @ random.standard_normal((6, kinds)) + random.standard_normal((120, kinds)) * 0.3
    return x, scores.argmax(1)


def classifier(make, kinds=3, options=None, opset=None, targets=None, **choices):
    def write(path):
        seed = seed_of(os.path.basename(path)[: -len(".onnx")])
        random = np.random.default_rng(seed)
        x, y = drawn(random, kinds)
        np.random.seed(seed)
        model = make().fit(x, y)
        settings = {id(model): options} if options else None
        save(path, to_onnx(model, x[:1], options=settings, target_opset=opset))
        describe(path, [x[:EXAMPLES]], (targets or classes(kinds))(random, None), within=True, **choices)

    return write


def regressor(make, width=1, **choices):
    def write(path):
        random = np.random.default_rng(seed_of(os.path.basename(path)[: -len(".onnx")]))
        x, _ = drawn(random, 3)
        y = x @ random.standard_normal((6, width)) + 0.1
        model = make().fit(x, y if width > 1 else y.ravel())
        save(path, to_onnx(model, x[:1]))
        describe(path, [x[:EXAMPLES]], regression(width)(random, None), within=True, **choices)

    return write


def save(path, model):
    with open(path, "wb") as file:
        file.write(model.SerializeToString())


def columns(path):
    random = np.random.default_rng(seed_of("sklearn-columns"))
    x, y = drawn(random, 3)
    kinds = random.integers(0, 4, (120, 1))
    table = np.concatenate([x, kinds], 1)
    parts = [("numbers", StandardScaler(), list(range(6))), ("kinds", OneHotEncoder(sparse_output=False), [6])]
    model = make_pipeline(ColumnTransformer(parts), LogisticRegression()).fit(table, y)
    # Numbers and whole numbers are inputs of their own.
    types = [("numbers", FloatTensorType([None, 6])), ("kinds", Int64TensorType([None, 1]))]
    save(path, to_onnx(model, initial_types=types, options={id(model): NO_MAP}))
    describe(path, [x[:EXAMPLES], kinds[:EXAMPLES]], classes(3)(random, None), within=True)


def strings(path):
    random = np.random.default_rng(seed_of("sklearn-strings"))
    x = random.choice(["red", "green", "blue"], (120, 2))
    model = make_pipeline(OneHotEncoder(sparse_output=False), LogisticRegression()).fit(x, random.integers(0, 2, 120))
    save(path, to_onnx(model, initial_types=[("colours", StringTensorType([None, 2]))], options={id(model): NO_MAP}))
    describe(path, [x[:EXAMPLES].astype(object)], classes(2)(random, None))


# A Softmax is named like a Relu, and Sigmoid ends in a column for each of two classes: docs/from-sklearn.md.
MLP = {"output": "add_result1"}
MAKERS = {
    "sklearn-mlp": classifier(lambda: MLPClassifier((16,), max_iter=5), **MLP),
    "sklearn-mlp-binary": classifier(
        lambda: MLPClassifier((16,), activation="tanh", max_iter=5), 2, NO_MAP, targets=regression(2), freeze=["unity"]
    ),
    "sklearn-mlp-regressor": regressor(lambda: MLPRegressor(hidden_layer_sizes=(16,), max_iter=5)),
    "sklearn-scaler-mlp": classifier(lambda: make_pipeline(StandardScaler(), MLPClassifier((16,), max_iter=5)), 3, NO_MAP, **MLP),
    "sklearn-logistic": classifier(LogisticRegression),
    "sklearn-logistic-binary": classifier(LogisticRegression, 2, NO_MAP),
    "sklearn-minmax-logistic": classifier(lambda: make_pipeline(MinMaxScaler(), LogisticRegression()), opset=15),
    "sklearn-ridge": regressor(Ridge),
    "sklearn-linear-multi": regressor(LinearRegression, 2),
    "sklearn-linearsvc": classifier(LinearSVC),
    "sklearn-svc-linear": classifier(lambda: SVC(kernel="linear"), 3, NO_MAP),
    "sklearn-sgd": classifier(lambda: SGDClassifier(loss="log_loss"), 3, NO_MAP, output="score"),
    "sklearn-pca-logistic": classifier(lambda: make_pipeline(PCA(3), LogisticRegression()), 3, NO_MAP),
    "sklearn-columns": columns,
    "sklearn-polynomial": regressor(lambda: make_pipeline(PolynomialFeatures(2), Ridge())),
    "sklearn-strings": strings,
    "sklearn-forest": classifier(lambda: RandomForestClassifier(3, max_depth=3), 3, NO_MAP),
}

if __name__ == "__main__":
    make_all("skl", MAKERS, sys.argv[1])
