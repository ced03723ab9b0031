// Shows the state of the connection in words and offers the one thing that helps.
const box = document.getElementById("components-reconnect-modal");
const words = box?.querySelector("[data-words]");
const button = box?.querySelector("button");

const states = {
  show: "Connection lost. Trying to reach Breakwater again. Nothing that was saved is lost.",
  retrying: "Connection lost. Trying to reach Breakwater again. Nothing that was saved is lost.",
  failed: "Breakwater cannot be reached. Nothing that was saved is lost; check that it is running, then reconnect.",
  rejected: "Breakwater was restarted, so this page has to be loaded again. Nothing that was saved is lost.",
  paused: "This page was paused. Resume to continue where you were.",
  "resume-failed": "This page could not be resumed, so it has to be loaded again."
};

box?.addEventListener("components-reconnect-state-changed", event => {
  const state = event.detail?.state;
  box.dataset.state = state ?? "";
  if (states[state]) words.textContent = states[state];
  const act = state === "failed" ? "Reconnect" : state === "rejected" || state === "resume-failed" ? "Load again" : state === "paused" ? "Resume" : "";
  button.hidden = act === "";
  button.textContent = act;
  if (state === "rejected") location.reload();
});

button?.addEventListener("click", async () => {
  const state = box.dataset.state;
  if (state === "rejected" || state === "resume-failed") { location.reload(); return; }
  const done = state === "paused" ? await Blazor.resumeCircuit() : await Blazor.reconnect();
  if (!done) location.reload();
});
