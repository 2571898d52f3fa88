import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { field, fill, press, show, t } from "@/testing/screen";
import { EditForm } from "./edit-form";
import type { FieldGroup, Values } from "./spec";

const GROUPS: FieldGroup[] = [
  {
    title: "Trade",
    fields: [
      { kind: "text", name: "title", label: "Title", required: true },
      { kind: "whole", name: "order", label: "Order" },
    ],
  },
];
const STALE = { status: 409, code: "catalog.version_conflict", title: "Changed meanwhile.", errors: [] };

/** A form whose item somebody else renumbers before it is saved for the first time. */
function Shared({ saved }: { saved: (values: Values) => void }) {
  const [stored, setStored] = useState<Values>({ title: "Plumbing", order: "1" });
  const [first, setFirst] = useState(true);
  return (
    <EditForm
      groups={GROUPS}
      stored={stored}
      save={async (values) => {
        if (first) throw STALE;
        saved(values);
      }}
      reload={async () => {
        setFirst(false);
        setStored({ title: "Plumbing", order: "7" });
      }}
      onSaved={() => undefined}
    />
  );
}

async function meet() {
  const saved = vi.fn();
  show(<Shared saved={saved} />);
  await fill("title", "Plumbers");
  await press(t("act.save"));
  const conflict = await screen.findByTestId("conflict");
  expect(conflict.textContent).toContain("Title: Plumbing");
  expect(conflict.textContent).toContain("Order: 7");
  expect(saved).not.toHaveBeenCalled();
  return saved;
}

test("who takes what the other saved sees it, and has nothing to save", async () => {
  const saved = await meet();
  await press(t("form.take_theirs"));
  await waitFor(() => expect(screen.queryByTestId("conflict")).toBeNull());
  expect(field("title").value).toBe("Plumbing");
  expect(field("order").value).toBe("7");
  expect(saved).not.toHaveBeenCalled();
});

test("who keeps the own version saves it over the other's, knowing of it", async () => {
  const saved = await meet();
  await press(t("form.keep_mine"));
  await screen.findByText(t("form.saved"));
  expect(saved).toHaveBeenCalledExactlyOnceWith({ title: "Plumbers", order: "1" });
});
