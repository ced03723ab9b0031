// Classic script in the head: it runs before the first paint, so the page never flashes in the wrong theme.
// The choice (light, dark or system) lives in a cookie, which lets the server render the same attribute.
(function () {
  "use strict";
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    var found = document.cookie.match(/(?:^|;\s*)bw-theme=(light|dark|system)/);
    return found ? found[1] : "system";
  }

  function apply() {
    var choice = chosen();
    var theme = choice === "system" ? (system.matches ? "dark" : "light") : choice;
    if (root.dataset.theme === theme && root.dataset.themeChoice === choice) return;
    root.dataset.theme = theme;
    root.dataset.themeChoice = choice;
    root.dispatchEvent(new CustomEvent("bw:theme", { detail: theme }));
  }

  function remember(name, value) {
    document.cookie = name + "=" + encodeURIComponent(value) + ";path=/;max-age=31536000;samesite=strict";
  }

  window.breakwater = {
    theme: chosen,
    setTheme: function (choice) { remember("bw-theme", choice); apply(); },
    remember: remember,
    zone: function () { return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"; }
  };

  system.addEventListener("change", apply);
  apply();
})();
