import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { LocateFixed } from "lucide-react";
import { useEffect, useState } from "react";
import { type LatLng, useGetZoneAtQuery } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import type { Districts } from "@/shared/map/districts";
import { LazyMap } from "@/shared/map/lazy-map";
import { useDistricts } from "@/shared/map/use-districts";
import { useNotices } from "@/shared/ui/notices";
import type { PlaceDraft } from "./draft";

/** The middle of Cairo: where the map begins before anything is known. */
const CAIRO: LatLng = { lat: 30.0444, lng: 31.2357 };
const NOWHERE = { lat: 0, lng: 0 };

export const emptyPlace: PlaceDraft = {
  pin: NOWHERE,
  governorate: "",
  district: "",
  street: "",
  building: "",
  floor: "",
  apartment: "",
  landmark: "",
};

export const isComplete = (place: PlaceDraft) => place.pin.lat !== 0 && place.street.trim() !== "";

interface Props {
  value: PlaceDraft;
  onChange: (next: PlaceDraft) => void;
  /** Whether what is missing is pointed at. */
  showMissing: boolean;
  onServed?: (served: boolean) => void;
  problems?: (field: string) => string | undefined;
}

/** A place in Egypt: district or "my location", the pin on the map, and what a driver asks on the phone. */
export function AddressForm({ value, onChange, showMissing, onServed, problems }: Props) {
  const { t, format, preferences } = useLanguage();
  const { say } = useNotices();
  const known = useDistricts();
  const [locating, setLocating] = useState(false);
  const hasPin = value.pin.lat !== 0;
  const zone = useGetZoneAtQuery({ lat: value.pin.lat, lng: value.pin.lng }, { skip: !hasPin });
  const found = zone.data;
  useEffect(() => {
    if (found) onServed?.(found.served);
  }, [found, onServed]);
  useEffect(() => {
    if (!found?.district) return;
    const district = found.district.ar;
    const governorate = found.governorate ?? "";
    if (district !== value.district || governorate !== value.governorate)
      onChange({ ...value, district, governorate });
  }, [found, value, onChange]);

  const set = (change: Partial<PlaceDraft>) => onChange({ ...value, ...change });
  const choose = (index: string) => {
    const district = known?.districts[Number(index)];
    if (district)
      set({
        pin: { lng: district.at[0], lat: district.at[1] },
        governorate: district.g,
        district: district.ar,
      });
  };
  const locate = () => {
    setLocating(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLocating(false);
        set({ pin: { lat: coords.latitude, lng: coords.longitude } });
      },
      () => {
        setLocating(false);
        say(t("address.no_location"), "info");
      },
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 60_000 },
    );
  };
  const text = (name: "street" | "building" | "floor" | "apartment" | "landmark", required = false) => {
    const missing = required && showMissing && !value[name].trim() ? t("address.needed") : undefined;
    const wrong = problems?.(name) ?? missing;
    return (
      <TextField
        label={t(`address.${name}`)}
        value={value[name]}
        required={required}
        onChange={(event) => set({ [name]: event.target.value })}
        error={wrong !== undefined}
        helperText={wrong}
        slotProps={{ htmlInput: { maxLength: 120, dir: /\p{L}/u.test(value[name]) ? "auto" : undefined } }}
      />
    );
  };

  return (
    <Box sx={{ display: "grid", gap: 2 }}>
      <Button
        variant="outlined"
        size="large"
        startIcon={<LocateFixed aria-hidden />}
        onClick={locate}
        loading={locating}
        loadingPosition="start"
      >
        {t("address.locate")}
      </Button>
      <TextField
        select
        label={t("address.district")}
        value={indexOf(known, value)}
        onChange={(event) => choose(event.target.value)}
        error={showMissing && !hasPin}
        helperText={hasPin ? undefined : t(showMissing ? "address.choose_district" : "address.not_listed")}
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
      >
        <option value="">
          {found?.district ? format.pick(found.district) : t("address.choose_district")}
        </option>
        {Object.entries(known?.governorates ?? {}).map(([code, governorate]) => (
          <optgroup key={code} label={format.pick(governorate)}>
            {known?.districts.map((one, index) =>
              one.g === code ? (
                <option key={one.en} value={index}>
                  {one[preferences.lang]}
                </option>
              ) : null,
            )}
          </optgroup>
        ))}
      </TextField>
      {hasPin && (
        <>
          <LazyMap
            label={t("address.map")}
            center={hasPin ? value.pin : CAIRO}
            zoom={15}
            height={230}
            onMoved={(pin) => set({ pin })}
          />
          {found && (
            <Alert
              severity={found.served ? "success" : "warning"}
              data-wrong={found.served ? undefined : true}
            >
              {format.pick(found.message)}
            </Alert>
          )}
        </>
      )}
      {text("street", true)}
      <Box sx={{ display: "grid", gap: 2, gridTemplateColumns: "repeat(3, minmax(0, 1fr))" }}>
        {text("building")}
        {text("floor")}
        {text("apartment")}
      </Box>
      {text("landmark")}
    </Box>
  );
}

function indexOf(known: Districts | undefined, { district, governorate, pin }: PlaceDraft): string {
  const index = known?.districts.findIndex(
    (one) =>
      one.ar === district &&
      one.g === governorate &&
      Math.abs(one.at[1] - pin.lat) < 0.02 &&
      Math.abs(one.at[0] - pin.lng) < 0.02,
  );
  return index === undefined || index < 0 ? "" : String(index);
}
