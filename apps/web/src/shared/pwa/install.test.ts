import { expect, test, vi } from "vitest";
import { canInstall, install, onInstallable, watchInstall } from "./install";

test("the browser's offer waits for a good moment and is good once", async () => {
  const target = new EventTarget();
  const heard = vi.fn();
  const stop = onInstallable(heard);
  watchInstall(target);
  expect(canInstall()).toBe(false);
  const offer = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
    prompt: async () => ({ outcome: "accepted" }),
  });
  target.dispatchEvent(offer);
  expect(offer.defaultPrevented).toBe(true);
  expect(canInstall()).toBe(true);
  expect(await install()).toBe(true);
  expect(canInstall()).toBe(false);
  expect(await install()).toBe(false);
  target.dispatchEvent(offer);
  target.dispatchEvent(new Event("appinstalled"));
  expect(canInstall()).toBe(false);
  expect(heard).toHaveBeenCalled();
  stop();
});
