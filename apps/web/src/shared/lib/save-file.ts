/** Hands a file to the browser, as if it had been downloaded. */
export function saveFile(content: Blob, name: string) {
  openFile(URL.createObjectURL(content), name);
}

/** The same for what has an address of this page; it is forgotten after. */
export function openFile(url: string, name: string) {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 30_000);
}
