"""Writes two_layers.onnx the way exporters do it: weights in typed fields and listed as inputs, shapes by Constant
nodes, a dynamic batch, nameless nodes, an output of unknown rank. Needs onnx 1.23 and numpy."""
import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

weight = helper.make_tensor("weight", TensorProto.FLOAT, [2, 4], [1, 2, 3, 4, 5, 6, 7, 8])
bias = numpy_helper.from_array(np.array([0.5, -0.5], np.float32), "bias")
nodes = [
    helper.make_node("Constant", [], ["target"], value=helper.make_tensor("t", TensorProto.INT64, [2], [0, 4])),
    helper.make_node("Reshape", ["x", "target"], ["flat"]),
    helper.make_node("Gemm", ["flat", "weight", "bias"], ["z"], transB=1, alpha=1.0),
    helper.make_node("Clip", ["z", "", ""], ["y"]),
]
floats = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
graph = helper.make_graph(nodes, "two_layers", [floats("x", ["N", 1, 2, 2]), floats("weight", [2, 4]),
                          floats("bias", [2])], [floats("y", ["N", 2])], [weight, bias])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
helper.set_model_props(model, {"author": "somebody"})
checker.check_model(model)
save(model, "two_layers.onnx")
