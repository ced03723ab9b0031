// Keyboard first: "/" searches, "g" then a letter navigates, "?" opens help, j/k/Enter/Esc work in lists.
// Works on the document alone (data attributes), so pages need no code for it and a closed circuit breaks nothing.
const typing = target =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

let goUntil = 0;

const rows = () => [...document.querySelectorAll("[data-list] [data-row]")].filter(row => row.offsetParent !== null);

function step(by) {
  const all = rows();
  if (all.length === 0) return false;
  const now = all.indexOf(document.activeElement?.closest?.("[data-row]") ?? document.querySelector('[data-row][aria-selected="true"]'));
  const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + by));
  all[next].focus();
  all[next].scrollIntoView({ block: "nearest" });
  return true;
}

function act(event) {
  if (event.key === "Escape") {
    if (typing(event.target)) { event.target.blur(); return false; }
    const close = document.querySelector(".mud-dialog-container") ? null : document.querySelector("[data-drawer] [data-close]");
    if (close) {
      // Back to the row that the drawer was opened from, so that j and k go on from there.
      const row = document.querySelector('[data-row][aria-selected="true"]');
      close.click();
      row?.focus();
      return true;
    }

    if (event.target.closest?.("[data-row]")) event.target.blur();
    return false;
  }

  if (typing(event.target) || document.querySelector(".mud-dialog-container")) return false;
  if (goUntil > performance.now()) {
    goUntil = 0;
    const link = document.querySelector(`a[data-go="${CSS.escape(event.key.toLowerCase())}"]`);
    if (link) { link.click(); return true; }
    return false;
  }

  switch (event.key) {
    case "/": {
      const box = document.getElementById("global-search");
      box?.focus();
      box?.select();
      return box !== null;
    }
    case "?": document.querySelector("[data-help]")?.click(); return true;
    case "g": goUntil = performance.now() + 1200; return true;
    case "j": return step(1);
    case "k": return step(-1);
    case "Enter":
      if (event.target.matches?.("[data-row]")) {
        (event.target.querySelector("[data-open]") ?? event.target).click();
        return true;
      }
      return false;
    default: return false;
  }
}

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (act(event)) event.preventDefault();
});

// The skip link moves the focus, not only the scroll position.
document.addEventListener("click", event => {
  if (!event.target.closest?.("[data-skip]")) return;
  event.preventDefault();
  document.getElementById("main")?.focus();
});

// The search box opens its list on the server; the arrow keys must not move the caret meanwhile.
document.addEventListener("keydown", event => {
  if (event.target.matches?.("[data-combo]") && (event.key === "ArrowDown" || event.key === "ArrowUp")) event.preventDefault();
}, true);
