import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { MapPin, Plus } from "lucide-react";
import { useState } from "react";
import { type SavedAddressOut, useAddAddressMutation, useListAddressesQuery } from "@/generated/guest";
import { useRemoveAddressMutation } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { showWrong } from "@/shared/lib/show-wrong";
import { useAction } from "@/shared/lib/use-action";
import { useKept } from "@/shared/lib/use-kept";
import { AddressForm, emptyPlace, isComplete } from "@/shared/order/address-form";
import { Parts } from "@/shared/ui/directional";
import { Sheet } from "@/shared/ui/sheet";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";

export default function Addresses() {
  const { t } = useLanguage();
  const { data, error, refetch } = useListAddressesQuery({ limit: 50 }, { refetchOnMountOrArgChange: true });
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<SavedAddressOut>();
  return (
    <Screen title={t("me.addresses")} back="/account">
      {data ? (
        <>
          {data.items.length === 0 && <Message icon={MapPin} title={t("addresses.none")} />}
          {data.items.map((address) => (
            <Card key={address.id} sx={{ display: "flex", alignItems: "center", gap: 2 }}>
              <Box sx={{ flex: 1, minWidth: 0 }}>
                <Typography variant="h3" component="h2">
                  <bdi>{label(address.label) ?? address.district}</bdi>{" "}
                  {address.isDefault && <Chip size="small" label={t("addresses.default")} />}
                </Typography>
                <Typography color="text.secondary" sx={{ overflowWrap: "anywhere" }}>
                  <Parts of={placeOf(address)} />
                </Typography>
              </Box>
              <Button size="small" color="error" onClick={() => setRemoving(address)}>
                {t("addresses.remove")}
              </Button>
            </Card>
          ))}
          <Button
            variant="outlined"
            size="large"
            startIcon={<Plus aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t("addresses.add")}
          </Button>
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading />
      )}
      {adding && <Add onClose={() => setAdding(false)} refresh={() => void refetch()} />}
      {removing && (
        <Remove address={removing} onClose={() => setRemoving(undefined)} refresh={() => void refetch()} />
      )}
    </Screen>
  );

  function label(name: string | null | undefined) {
    if (name === "home") return t("address.home");
    return name === "work" ? t("address.work") : name;
  }
}

const placeOf = ({ street, building, district }: SavedAddressOut) => [street, building, district];

/** What took a while to write is not gone by a thumb that slipped. */
function Remove({
  address,
  onClose,
  refresh,
}: {
  address: SavedAddressOut;
  onClose: () => void;
  refresh: () => void;
}) {
  const { t } = useLanguage();
  const [remove] = useRemoveAddressMutation();
  const { act, busy } = useAction(refresh);
  const sure = () => act(() => remove({ id: address.id }).unwrap(), t("addresses.removed"));
  return (
    <Sheet title={t("addresses.remove_title")} onClose={onClose}>
      <Typography sx={{ overflowWrap: "anywhere" }}>
        <Parts of={placeOf(address)} />
      </Typography>
      <Button
        variant="outlined"
        color="error"
        size="large"
        loading={busy}
        onClick={() => void sure().then((done) => done && onClose())}
      >
        {t("addresses.remove")}
      </Button>
    </Sheet>
  );
}

const NOTHING = { ...emptyPlace, name: "" };

function Add({ onClose, refresh }: { onClose: () => void; refresh: () => void }) {
  const { t } = useLanguage();
  const [{ name, ...place }, change, forget] = useKept("address", NOTHING);
  const [tried, setTried] = useState(false);
  const [add, added] = useAddAddressMutation();
  const { act, busy } = useAction(refresh);
  const wrong = (field: string) => asProblem(added.error)?.errors.find((one) => one.field === field)?.message;
  const save = async () => {
    setTried(true);
    if (!isComplete(place)) return showWrong();
    const { building, floor, apartment, landmark, ...rest } = place;
    const savedAddressIn = {
      ...rest,
      building: building || undefined,
      floor: floor || undefined,
      apartment: apartment || undefined,
      landmark: landmark || undefined,
      label: name.trim() || undefined,
    };
    if (!(await act(() => add({ savedAddressIn }).unwrap(), t("me.saved")))) return showWrong();
    forget();
    onClose();
  };
  return (
    <Sheet title={t("addresses.add")} onClose={onClose}>
      <TextField
        label={t("addresses.label")}
        value={name}
        onChange={(event) => change({ name: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 40, dir: "auto" } }}
      />
      <AddressForm value={place} onChange={change} showMissing={tried} problems={wrong} />
      <Button variant="contained" size="large" loading={busy} onClick={() => void save()}>
        {t("act.save")}
      </Button>
    </Sheet>
  );
}
