import AxeBuilder from "@axe-core/playwright";

/** Nothing serious may stand in somebody's way, and nothing may run out of the screen (WCAG 1.4.10). */
export async function checkAccess(page, name) {
  await checkWidth(page, name);
  await page.evaluate(unstick);
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  await page.evaluate(restick);
  const serious = violations
    .map((one) => (one.id === "target-size" ? { ...one, nodes: one.nodes.filter(isNoPin) } : one))
    .filter(({ impact, nodes }) => nodes.length > 0 && (impact === "serious" || impact === "critical"));
  if (serious.length === 0) return;
  const lines = serious.map(
    ({ id, help, nodes }) =>
      `  ${id}: ${help}\n    ${nodes
        .slice(0, 3)
        .map((n) => `${n.target.join(" ")} ${n.any?.[0]?.message ?? ""}`)
        .join("\n    ")}`,
  );
  throw new Error(`axe on ${name}:\n${lines.join("\n")}`);
}

/** Nothing runs out of the screen to the side. */
export async function checkWidth(page, name) {
  const beyond = await page.evaluate(widest);
  if (beyond) throw new Error(`${name} is wider than the screen: ${beyond}`);
}

/** Pins lie where their places are, however near to each other: the exception "essential" of WCAG 2.5.8. */
function isNoPin({ html }) {
  return !html.includes("maplibregl-marker");
}

/** Collects what the page itself complains of; the returned function fails when there was anything. */
export function watchFaults(page) {
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() !== "error") return;
    // The browser itself logs every answer that is no success, and every request without a network.
    if (/Failed to load resource|net::ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/.test(text)) return;
    faults.push(text);
  });
  return () => {
    if (faults.length > 0) throw new Error(`the page complained:\n${faults.join("\n")}`);
  };
}

/** What makes the page wider than it is shown, if anything. */
function widest() {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth + 1) return "";
  const beyond = Array.from(document.querySelectorAll("body *")).filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return right > clientWidth + 1 || left < -1;
  });
  const last = beyond.at(-1);
  return `${scrollWidth} of ${clientWidth} px, ${last?.tagName} ${last?.className} "${last?.textContent?.slice(0, 60)}"`;
}

/** What stays under the thumb covers what is scrolled below it, which is no fault: axe sees it at its place. */
function unstick() {
  for (const one of document.querySelectorAll("body *")) {
    if (getComputedStyle(one).position !== "sticky") continue;
    one.dataset.stuck = "";
    one.style.position = "static";
  }
}

function restick() {
  for (const one of document.querySelectorAll("[data-stuck]")) {
    one.style.position = "";
    delete one.dataset.stuck;
  }
}

/** What a script could read later holds no token: neither the access token nor the value of a cookie that no script sees. */
export async function keepsNoToken(page, name) {
  const kept = await page.evaluate(everythingKept);
  const hidden = (await page.context().cookies()).filter((one) => one.httpOnly).map((one) => one.value);
  if (hidden.length === 0) throw new Error(`${name}: nobody is logged in`);
  for (const [place, text] of Object.entries(kept)) {
    if (/eyJ[\w-]+\.eyJ[\w-]+\./.test(text) || hidden.some((value) => value && text.includes(value)))
      throw new Error(`${name}: a token is kept in ${place}`);
  }
}

/** All that the page's storages hold, as text. */
async function everythingKept() {
  const found = {
    "local storage": JSON.stringify({ ...localStorage }),
    "session storage": JSON.stringify({ ...sessionStorage }),
  };
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name } of await indexedDB.databases()) {
    const base = await done(indexedDB.open(name));
    for (const store of base.objectStoreNames) {
      const shelf = base.transaction(store).objectStore(store);
      const all = [await done(shelf.getAllKeys()), await done(shelf.getAll())];
      found[`IndexedDB ${name}/${store}`] = JSON.stringify(all);
    }
    base.close();
  }
  return found;
}
