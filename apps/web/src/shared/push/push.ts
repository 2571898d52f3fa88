import type { DeviceOut, PushKeyOut } from "@/generated/mine";
import { ask } from "@/shared/api/request";

/** What this browser can do about push messages. */
export type PushState = "unsupported" | "denied" | "ask" | "on" | "off";

function pushSupported(): boolean {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/** Whether messages come here, and whether one may ask for it. */
export async function pushState(): Promise<PushState> {
  if (!pushSupported()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const worker = await navigator.serviceWorker.getRegistration();
  if (!worker) return "unsupported";
  if (await worker.pushManager.getSubscription()) return "on";
  return Notification.permission === "granted" ? "off" : "ask";
}

/** Asks the person, then tells the server where to write. False when the person said no. */
export async function switchOnPush(label: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const worker = await navigator.serviceWorker.ready;
  const { publicKey } = await ask<PushKeyOut>({ url: "/api/v1/devices/vapid-key" });
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(publicKey),
  });
  const { endpoint, keys } = subscription.toJSON();
  await ask<DeviceOut>({ url: "/api/v1/devices", method: "POST", body: { endpoint, keys, label } });
  return true;
}

/** Base64url, as the server writes its key. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** What a person calls this browser. */
export function browserLabel(agent = navigator.userAgent): string {
  const browser = /Firefox/.test(agent)
    ? "Firefox"
    : /SamsungBrowser/.test(agent)
      ? "Samsung Internet"
      : /Edg/.test(agent)
        ? "Edge"
        : /Chrome|CriOS/.test(agent)
          ? "Chrome"
          : /Safari/.test(agent)
            ? "Safari"
            : "";
  const system = /Android/.test(agent)
    ? "Android"
    : /iPhone|iPad/.test(agent)
      ? "iPhone"
      : /Windows/.test(agent)
        ? "Windows"
        : /Mac OS/.test(agent)
          ? "Mac"
          : /Linux/.test(agent)
            ? "Linux"
            : "";
  return [browser, system].filter(Boolean).join(" · ");
}
