// Before anything is painted: the theme that was chosen on this device. Without a choice the system's holds.
(() => {
  const chosen = localStorage.getItem("restu.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
