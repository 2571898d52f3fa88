import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { BookingOut } from "@/generated/visit";
import { forgetKept } from "@/shared/lib/use-kept";
import { answer, dialog, fill, logIn, press, refusal, show, t, whenSent } from "@/testing/screen";
import DisputeForm from "./dispute-form";
import { RateVisit } from "./rate-visit";

const booking = { id: "b1" } as unknown as BookingOut;
const nothing = () => undefined;
const text = (label: string) => screen.getByLabelText<HTMLTextAreaElement>(label).value;

beforeEach(() => {
  logIn("customer");
});

test("a complaint that is being written is there after a reload, and gone once it is sent", async () => {
  const DISPUTE = "POST /api/v1/bookings/b1/dispute";
  const open = () => show(<DisputeForm booking={booking} refresh={nothing} onClose={nothing} />);
  open();
  fireEvent.mouseDown(screen.getByLabelText(t("dispute.kind")));
  fireEvent.click(await screen.findByRole("option", { name: t("dispute_kind.damage") }));
  await fill(t("dispute.reason"), "The wall is wet");
  fireEvent.click(screen.getByLabelText(t("dispute_ending.partial_refund")));
  await fill(t("dispute.amount"), "60");
  cleanup();
  open();
  const sheet = await dialog();
  expect(text(t("dispute.reason"))).toBe("The wall is wet");
  expect(text(t("dispute.amount"))).toBe("60");
  answer(DISPUTE, refusal(503, "away", "Try again soon."));
  await press(t("dispute.send"), sheet);
  await screen.findByText("Try again soon.");
  cleanup();
  open();
  expect(text(t("dispute.reason")), "what was refused is kept").toBe("The wall is wet");
  answer(DISPUTE, { id: "b1" });
  await press(t("dispute.send"), await dialog());
  await whenSent(DISPUTE, 2);
  await waitFor(() => expect(text(t("dispute.reason"))).toBe(""));
  cleanup();
  open();
  expect(text(t("dispute.reason"))).toBe("");
});

test("one form's words are not another's, and none are the next account's", async () => {
  answer("GET /api/v1/bookings/*/ratings", []);
  const open = (id: string) => show(<RateVisit booking={{ ...booking, id } as BookingOut} />);
  open("b1");
  await fill(t("rate.comment"), "Clean work");
  cleanup();
  open("b2");
  await screen.findByLabelText(t("rate.comment"));
  expect(text(t("rate.comment"))).toBe("");
  cleanup();
  open("b1");
  await screen.findByLabelText(t("rate.comment"));
  expect(text(t("rate.comment"))).toBe("Clean work");
  cleanup();
  forgetKept();
  open("b1");
  await screen.findByLabelText(t("rate.comment"));
  expect(text(t("rate.comment"))).toBe("");
});
