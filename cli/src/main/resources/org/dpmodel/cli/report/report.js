// The page is complete without this: it only lets the reader change between light and dark, and print a sheet alone.
(function () {
  "use strict";
  var root = document.documentElement;
  var button = document.getElementById("theme");
  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function name() {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", "change to " + button.textContent.toLowerCase() + " colours");
  }
  button.hidden = false;
  button.addEventListener("click", function () {
    root.dataset.theme = isDark() ? "light" : "dark";
    name();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
  name();
  document.querySelectorAll(".sheet").forEach(function (sheet) {
    var print = document.createElement("button");
    print.type = "button";
    print.className = "print";
    print.textContent = "Print this sheet";
    print.addEventListener("click", function () {
      document.body.classList.add("one-sheet");
      sheet.classList.add("printed");
      window.print();
      sheet.classList.remove("printed");
      document.body.classList.remove("one-sheet");
    });
    sheet.appendChild(print);
  });
})();
