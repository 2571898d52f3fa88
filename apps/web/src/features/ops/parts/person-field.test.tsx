import { waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test } from "vitest";
import {
  answer,
  choose,
  field,
  fill,
  lastTo,
  logIn,
  offered,
  press,
  sentTo,
  show,
  t,
} from "@/testing/screen";
import { PersonField, type Who } from "./person-field";

const ID = "0199e000-0000-7000-8000-000000000001";
const PROVIDERS = "GET /api/v1/admin/providers";
const USERS = "GET /api/v1/admin/users";

function Form({ who, begin = "" }: { who: Who; begin?: string }) {
  const [id, setId] = useState(begin);
  return (
    <>
      <PersonField who={who} name="whom" label="Whom" value={id} set={setId} />
      <output>{id}</output>
    </>
  );
}
const chosen = () => document.querySelector("output")?.textContent;

beforeEach(() => {
  logIn("admin");
  answer(PROVIDERS, {
    items: [
      { id: "t1", firstName: "Amr", lastName: "Said", verification: "verified" },
      { id: "t2", firstName: "Amr", lastName: "Said", verification: "suspended" },
    ],
  });
  answer(USERS, { items: [{ id: "u1", firstName: "Nour", lastName: "Aly", phoneMasked: "010••••0001" }] });
});

test("a technician by name: two of one name are told apart, and the choice can be undone", async () => {
  show(<Form who="technician" />);
  await choose("whom", "amr", t("verification.suspended"));
  await waitFor(() => expect(chosen()).toBe("t2"));
  expect(lastTo(PROVIDERS).query).toMatchObject({ q: "amr", limit: "20" });
  expect(field("whom").value).toBe("Amr Said");
  await press(t("person.clear"));
  expect(chosen()).toBe("");
});

test("by phone, in either digits; what was typed is asked for once it stands still", async () => {
  show(<Form who="technician" />);
  await fill("whom", "٠١٠");
  await fill("whom", "٠١٠٠٠٠٠٠٠٠١");
  await waitFor(() => expect(offered()).toEqual(["Nour Aly010••••0001"]));
  expect(sentTo(PROVIDERS)).toEqual([]);
  expect(lastTo(USERS).query).toMatchObject({ phone: "٠١٠٠٠٠٠٠٠٠١", role: "service_provider" });
});

test("a customer by name, phone or id; nobody's contact details are opened for it", async () => {
  show(<Form who="customer" />);
  await fill("whom", "nour");
  await waitFor(() => expect(offered()).toEqual(["Nour Aly010••••0001"]));
  expect(lastTo(USERS).query).toEqual({ q: "nour", role: "customer", limit: "20" });
  // As it is typed, and as it comes out of a chat.
  for (const phone of ["0100 000 0001", "+20 100-000-0001", "\u202a+201000000001\u202c", "(0100) 0000001"]) {
    await fill("whom", phone);
    await waitFor(() => expect(lastTo(USERS).query).toMatchObject({ phone: phone.trim(), role: "customer" }));
  }
  answer(USERS, { items: [{ id: ID, firstName: "Hoda", lastName: "Adel", phoneMasked: "010••••0002" }] });
  await choose("whom", ID, "010••••0002");
  expect(lastTo(USERS).query).toEqual({ ids: ID, role: "customer", limit: "20" });
  await waitFor(() => expect(chosen()).toBe(ID));
  expect(field("whom").value).toBe("Hoda Adel");
  expect(sentTo(PROVIDERS)).toEqual([]);
  expect(sentTo(`${USERS}/*`)).toEqual([]);
});

test("whom an address names is shown by name, without opening the account; whoever was forgotten by id", async () => {
  answer(USERS, { items: [{ id: ID, firstName: "Hoda", lastName: "Adel", phoneMasked: "010••••0002" }] });
  const { unmount } = show(<Form who="anybody" begin={ID} />);
  await waitFor(() => expect(field("whom").value).toBe("Hoda Adel"));
  expect(lastTo(USERS).query).toEqual({ ids: ID });
  expect(sentTo(`${USERS}/*`)).toEqual([]);
  unmount();
  answer(USERS, { items: [] });
  show(<Form who="anybody" begin={ID.replace(/1$/, "2")} />);
  await waitFor(() => expect(field("whom").value).toBe(ID.replace(/1$/, "2")));
});
