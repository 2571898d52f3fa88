import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { House, Plus } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { guestApi, type SavedAddressOut, useGetZoneAtQuery, useListAddressesQuery } from "@/generated/guest";
import { useMore } from "@/shared/api/use-more";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { showWrong } from "@/shared/lib/show-wrong";
import { AddressForm, emptyPlace, isComplete } from "@/shared/order/address-form";
import { useDraft } from "@/shared/order/draft";
import { usePin } from "@/shared/order/use-pin";
import { Choice, Choices } from "@/shared/ui/choice";
import { Parts } from "@/shared/ui/directional";
import { More } from "@/shared/ui/more";
import { Loading } from "@/shared/ui/states";
import { ActionBar } from "@/shared/ui/surface";

const ALL = { limit: 20 };
const idOf = ({ id }: SavedAddressOut) => id;

/** Where: a saved address in one tap, or a new one. */
export function PlaceStep() {
  const { t, format } = useLanguage();
  const navigate = useNavigate();
  const user = useUser();
  const [draft, change] = useDraft();
  const { saved: earlier, isGone } = usePin();
  const saved = useListAddressesQuery(ALL, { skip: !user, refetchOnMountOrArgChange: true });
  const list = useMore(guestApi.endpoints.listAddresses, ALL, saved.data, idOf);
  const addresses = listed();
  const [isNew, setNew] = useState(draft.place !== undefined && draft.addressId === undefined);
  const [tried, setTried] = useState(false);
  const [served, setServed] = useState(true);
  const showForm = isNew || addresses.length === 0;
  const chosen = showForm ? undefined : (earlier ?? addresses.find((one) => one.isDefault) ?? addresses[0]);
  const { lat, lng } = chosen?.pin ?? { lat: 0, lng: 0 };
  const { currentData: zone } = useGetZoneAtQuery({ lat, lng }, { skip: !chosen });
  const notServed = zone?.served === false;
  if (user && saved.isLoading) return <Loading rows={3} />;
  const place = draft.place ?? emptyPlace;
  const next = () => {
    setTried(true);
    if (showForm ? !isComplete(place) || !served : notServed) return showWrong();
    change(
      showForm ? { addressId: undefined, quoteId: undefined } : { addressId: chosen?.id, quoteId: undefined },
    );
    navigate("/order/time");
  };
  return (
    <>
      {addresses.length > 0 && (
        <Choices label={t("order.saved")}>
          {addresses.map((address) => (
            <Choice
              key={address.id}
              icon={<House aria-hidden />}
              chosen={chosen?.id === address.id}
              onChoose={() => {
                setNew(false);
                change({ addressId: address.id, quoteId: undefined });
              }}
              title={labelOf(address)}
              text={<Parts of={[address.street, address.building, address.district]} />}
            />
          ))}
          <More list={list} />
          <Choice
            icon={<Plus aria-hidden />}
            chosen={showForm}
            onChoose={() => setNew(true)}
            title={t("order.other_address")}
          />
        </Choices>
      )}
      {notServed && (
        <Alert severity="warning" data-wrong>
          {format.pick(zone.message)}
        </Alert>
      )}
      {showForm && (
        <AddressForm
          value={place}
          onChange={(next) => change({ place: next })}
          showMissing={tried}
          onServed={setServed}
        />
      )}
      <ActionBar>
        <Button variant="contained" size="large" onClick={next}>
          {t("act.next")}
        </Button>
      </ActionBar>
    </>
  );

  /** One that was chosen is there, on whatever page it stands; one that was deleted is nobody's choice. */
  function listed(): SavedAddressOut[] {
    if (isGone) return list.items.filter(({ id }) => id !== draft.addressId);
    const isThere = !earlier || list.items.some(({ id }) => id === earlier.id);
    return isThere ? list.items : [earlier, ...list.items];
  }

  function labelOf({ label, district }: SavedAddressOut) {
    if (label === "home") return t("address.home");
    if (label === "work") return t("address.work");
    return label || district;
  }
}
