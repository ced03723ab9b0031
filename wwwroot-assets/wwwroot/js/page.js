// What a page needs from the browser and C# cannot do: save a file, write the clipboard, theme and zone.
export async function download(name, type, stream) {
  const blob = new Blob([await stream.arrayBuffer()], { type });
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without permission for the clipboard the old way still works inside a click.
    const box = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
    box.style.cssText = "position:fixed;opacity:0";
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}

export const theme = () => window.breakwater.theme();
export const setTheme = choice => window.breakwater.setTheme(choice);
export const remember = (name, value) => window.breakwater.remember(name, value);
export const zone = () => window.breakwater.zone();
export const focus = id => document.getElementById(id)?.focus();
