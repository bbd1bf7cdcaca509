// Runs before the first paint, so that a chosen theme does not flash. `chooseTheme` in src/web/theme writes the key.
(() => {
  const theme = localStorage.getItem("fettle.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
