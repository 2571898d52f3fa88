import { beforeEach, expect, test } from "vitest";
import type { BookingOut } from "@/generated/visit";
import { applyPreferences } from "@/shared/i18n/lang";
import visit from "../../locales/ar/visit.json";
import { tellBooking } from "./early-booking";
import { draw } from "./first-paint";

const booking = {
  number: "OS-NLHE8Y",
  stage: "en_route",
  instant: true,
  createdAt: "2026-11-29T08:00:00Z",
  startsAt: "2026-11-29T08:30:00Z",
  service: { name: { ar: "إصلاح حنفية <i>x</i>", en: "Repair tap" } },
} as BookingOut;

let root: HTMLElement;
const words = visit as Record<string, unknown>;
const said = (name: string) => root.querySelector(`[data-early="${name}"]`);

beforeEach(async () => {
  applyPreferences({ lang: "ar", digits: "latn" });
  const { html } = await draw("booking", "ar");
  document.body.innerHTML = `<script type="application/json" id="osta-words"></script><div id="root">${html}</div>`;
  const stages = Object.entries(words).filter(([key]) => key.startsWith("stage."));
  (document.getElementById("osta-words") as HTMLElement).textContent = JSON.stringify(
    Object.fromEntries(stages),
  );
  root = document.getElementById("root") as HTMLElement;
});

test("the drawn page says how a booking stands, before the program is there", () => {
  tellBooking(booking, root);
  expect(root.querySelector("h1")?.textContent).toBe("إصلاح حنفية <i>x</i>");
  expect(root.querySelector("h1 i"), "words of people are never elements").toBeNull();
  expect(said("number")?.textContent).toBe("OS-NLHE8Y");
  expect(said("stage")?.textContent).toBe(words["stage.en_route"]);
  expect(said("text")?.textContent).toBe(words["stage.en_route_text"]);
  expect(root.querySelectorAll('li[data-past="true"]')).toHaveLength(3);
  expect(root.querySelector("li[aria-current=step]")?.textContent).toBe(words["step.way"]);
});

test("the code to say at the door is there at once, and only while there is one", () => {
  tellBooking(booking, root);
  const code = root.querySelector<HTMLElement>('[data-early="code"]');
  expect(code?.hidden).toBe(true);
  expect(said("coming")?.childElementCount).toBe(1);
  tellBooking({ ...booking, startCode: "0417" } as BookingOut, root);
  expect(code?.hidden).toBe(false);
  expect(code?.textContent).toContain(`${words["code.title"]}0417`);
  expect(said("coming"), "nothing below that would be pushed down").toBeNull();
});

test("a cancelled one is on none of the five steps, and says what it costs", () => {
  const fee = { amount: 5000, currency: "EGP" };
  tellBooking({ ...booking, stage: "closed", cancellation: { fee } } as BookingOut, root);
  expect(said("text")?.textContent).toBe(String(words["stage.closed_fee"]).replace("{fee}", "50 ج.م"));
  expect(said("panel")?.getAttribute("data-tone")).toBe("danger");
  expect(root.querySelectorAll("main li")).toHaveLength(0);
});
