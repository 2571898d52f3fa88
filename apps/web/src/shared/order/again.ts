import type { BookingOut } from "@/generated/visit";
import { beginOrder, changeDraft } from "./draft";

/** Begins the same order anew, with its place: what is left to say is when. */
export function orderAgain({ service, address, paymentMethod, instructions }: BookingOut) {
  beginOrder(service.id, service.quantity);
  if (!address) return;
  const { pin, governorate, district, street } = address;
  changeDraft({
    addressId: undefined,
    place: {
      pin,
      governorate,
      district,
      street,
      building: address.building ?? "",
      floor: address.floor ?? "",
      apartment: address.apartment ?? "",
      landmark: address.landmark ?? "",
    },
    paymentMethod,
    notes: instructions ?? "",
  });
}
