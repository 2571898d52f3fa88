import { expect, test } from "vitest";
import { Format } from "@/shared/format/format";
import desk from "../../../locales/ar/desk.json";
import { fill } from "./fill";
import { choose } from "./translate";

const arabic = new Format({ lang: "ar", digits: "latn" });
const rules = new Intl.PluralRules("ar-EG");

test("Arabic counts in six forms", () => {
  const jobs = desk["earn.jobs"];
  const said = [0, 1, 2, 3, 11, 100].map((count) => fill(choose(jobs, count, rules), { count }, arabic));
  expect(said).toEqual(["لا أعمال", "شغلانة واحدة", "شغلانتان", "3 شغلانات", "11 شغلانة", "100 شغلانة"]);
});

test("a gap that nobody fills stays to be seen", () => {
  expect(fill("{name} {time}", { name: "منى" }, arabic)).toBe("منى {time}");
});

test("numbers in gaps are written in the person's digits", () => {
  const indic = new Format({ lang: "ar", digits: "arab" });
  expect(fill("{count} أيام", { count: 3 }, indic)).toBe("٣ أيام");
});
