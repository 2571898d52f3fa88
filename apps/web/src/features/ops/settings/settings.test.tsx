import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
// The generated calls are there first, as they are in the product.
import "@/generated/ops";
import { answer, press, refusal, show, t } from "@/testing/screen";
import Settings from "./settings";

const ALL = "GET /api/v1/admin/settings";

test("that nobody changed a setting is said only where it is known", async () => {
  answer(ALL, refusal(503, "away", "Try again soon."));
  show(<Settings />);
  await screen.findByText("Try again soon.");
  expect(screen.queryByText(t("setting.untouched"))).toBeNull();
  answer(ALL, { items: [] });
  await press(t("act.retry"));
  expect((await screen.findAllByText(t("setting.untouched"))).length).toBeGreaterThan(1);
  expect(screen.queryByText("Try again soon.")).toBeNull();
});
