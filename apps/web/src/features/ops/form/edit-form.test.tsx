import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { field, fill, isOpen, press, refusal, show, t, wrongAt } from "@/testing/screen";
import { EditForm } from "./edit-form";
import type { FieldGroup, Values } from "./spec";

const GROUPS: FieldGroup[] = [
  {
    title: "What it is",
    fields: [
      { kind: "text", name: "title", label: "Title", required: true },
      { kind: "text", name: "note", label: "Note", multiline: true, hint: "For colleagues" },
      { kind: "money", name: "price", label: "Price" },
      { kind: "percent", name: "share", label: "Share" },
      { kind: "whole", name: "count", label: "Count", least: 2, most: 9, unit: "pieces" },
      { kind: "choice", name: "kind", label: "Kind", options: [["a", "First"]] },
      { kind: "choice", name: "must", label: "Must", required: true, options: [["x", "Only"]] },
      { kind: "moment", name: "from", label: "From" },
      { kind: "day", name: "day", label: "Day" },
      { kind: "flag", name: "more", label: "More", hint: "Shows another field" },
      { kind: "text", name: "extra", label: "Extra", shown: (values) => values.more === "yes" },
    ],
  },
];
const STORED: Values = { title: "Tap", price: "10", share: "5", count: "3", must: "x" };

function form(save: (values: Values) => Promise<unknown>, more: { others?: string[] } = {}) {
  const reload = vi.fn(async () => undefined);
  const onSaved = vi.fn();
  const drawn = (stored: Values) => (
    <EditForm
      groups={GROUPS}
      stored={stored}
      save={save}
      reload={reload}
      onSaved={onSaved}
      others={more.others}
      preview={(values) => <p>will be {values.title}</p>}
    >
      {(wrong) => <p>others: {wrong.corners ?? "fine"}</p>}
    </EditForm>
  );
  return { drawn, reload, onSaved };
}

const problem = async (...given: Parameters<typeof refusal>) => {
  const { status, code, title, errors } = await refusal(...given).json();
  return { status, code, title, errors };
};

test("nothing is sent while something is missing or no number, and each field says so", async () => {
  const save = vi.fn(async () => undefined);
  const { drawn } = form(save);
  show(drawn(STORED));
  expect(isOpen(t("act.save")), "nothing changed yet").toBe(false);
  await fill("title", " ");
  await fill("price", "ten");
  await fill("share", "some");
  await fill("count", "1");
  await press(t("act.save"));
  await screen.findByText(t("form.look_below"));
  expect(wrongAt("title")).toBe(t("form.required"));
  expect(wrongAt("price")).toBe(t("form.bad_money"));
  expect(wrongAt("share")).toBe(t("form.bad_percent"));
  expect(wrongAt("count")).toBe(t("form.too_low"));
  expect(wrongAt("note")).toBeUndefined();
  await waitFor(() => expect(document.activeElement).toBe(field("title")));
  // What is typed anew is no longer called wrong.
  await fill("count", "12");
  expect(wrongAt("count")).toBeUndefined();
  await press(t("act.save"));
  await waitFor(() => expect(wrongAt("count")).toBe(t("form.too_high")));
  expect(save).not.toHaveBeenCalled();
});

test("what was typed is saved once it is right, by the keyboard too, with what it will do in sight", async () => {
  const save = vi.fn(async () => undefined);
  const { drawn, onSaved } = form(save);
  show(drawn(STORED));
  expect(screen.queryByTestId("preview")).toBeNull();
  await fill("title", "Mixer tap");
  expect(screen.getByTestId("preview").textContent).toContain("will be Mixer tap");
  expect(document.querySelector("[name=extra]")).toBeNull();
  fireEvent.click(screen.getByLabelText("More"));
  await fill("extra", "brass");
  await fill("kind", "a");
  await fill("from", "2026-05-01T10:00");
  await fill("day", "2026-05-02");
  fireEvent.keyDown(field("title"), { key: "Enter", ctrlKey: true });
  await screen.findByText(t("form.saved"));
  expect(save).toHaveBeenCalledExactlyOnceWith({
    ...STORED,
    title: "Mixer tap",
    more: "yes",
    extra: "brass",
    kind: "a",
    from: "2026-05-01T10:00",
    day: "2026-05-02",
  });
  expect(onSaved).toHaveBeenCalledOnce();
});

test("the server's complaints stand at their fields, the others above the form", async () => {
  const refused = await problem(422, "validation", "Check what you typed.", [
    { field: "price.amount", message: "At least 20 pounds." },
    { field: "corners[1]", message: "This corner is outside." },
    { field: "nowhere", message: "Something else." },
  ]);
  const save = vi.fn(async () => Promise.reject(refused));
  const { drawn, onSaved } = form(save, { others: ["corners"] });
  show(drawn(STORED));
  await fill("price", "11");
  await press(t("act.save"));
  await screen.findByText("Check what you typed.");
  expect(wrongAt("price")).toBe("At least 20 pounds.");
  screen.getByText("others: This corner is outside.");
  screen.getByText("Something else.");
  expect(field("price").value, "what was typed stays").toBe("11");
  expect(onSaved).not.toHaveBeenCalled();
});

test("without a network it says so, and what was typed stays", async () => {
  const save = vi.fn(async () => Promise.reject({ status: 0, code: "offline", title: "", errors: [] }));
  const { drawn } = form(save);
  show(drawn(STORED));
  await fill("title", "Mixer");
  await press(t("act.save"));
  await screen.findByText(t("state.offline"));
  expect(field("title").value).toBe("Mixer");
  expect(isOpen(t("act.save"))).toBe(true);
});

test("whoever leaves with changes is asked; without changes nobody is", async () => {
  const asked = vi.fn(() => false);
  vi.stubGlobal("confirm", asked);
  const left = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  const { drawn } = form(async () => undefined);
  show(
    <>
      <a href="/ops" onClick={left}>
        away
      </a>
      <a href="/ops/help" target="_blank" rel="noreferrer" onClick={left}>
        help
      </a>
      {drawn(STORED)}
    </>,
  );
  const leaving = () => {
    const event = new Event("beforeunload", { cancelable: true });
    dispatchEvent(event);
    return event.defaultPrevented;
  };
  fireEvent.click(screen.getByText("away"));
  expect(asked).not.toHaveBeenCalled();
  expect(left).toHaveBeenCalledTimes(1);
  expect(leaving()).toBe(false);

  await fill("title", "Mixer");
  fireEvent.click(screen.getByText("away"));
  expect(asked).toHaveBeenCalledExactlyOnceWith(t("form.leave"));
  expect(left, "who says no stays").toHaveBeenCalledTimes(1);
  expect(leaving()).toBe(true);
  fireEvent.click(screen.getByText("help"));
  expect(asked, "another tab leaves nothing").toHaveBeenCalledTimes(1);
  asked.mockReturnValue(true);
  fireEvent.click(screen.getByText("away"));
  expect(left).toHaveBeenCalledTimes(3);
});
