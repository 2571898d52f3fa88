import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { LocateFixed } from "lucide-react";
import { useEffect, useState } from "react";
import type { LatLng } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { type Districts, loadDistricts } from "@/shared/map/districts";
import { LazyMap } from "@/shared/map/lazy-map";
import { useNotices } from "@/shared/ui/notices";

/** The middle of Cairo: where the map begins before anything is known. */
export const CAIRO: LatLng = { lat: 30.0444, lng: 31.2357 };

/** A point on the map: from the phone, from a district, or by moving the map below the pin. */
export function HomePin({ value, onChange }: { value?: LatLng; onChange: (pin: LatLng) => void }) {
  const { t } = useLanguage();
  return (
    <Box sx={{ display: "grid", gap: 1.5 }}>
      <FindPlace onFound={onChange} />
      <LazyMap
        label={t("pin.map")}
        center={value ?? CAIRO}
        zoom={value ? 14 : 10}
        height={300}
        onMoved={onChange}
      />
    </Box>
  );
}

/** "My location", or a district by its name. */
export function FindPlace({ onFound }: { onFound: (pin: LatLng) => void }) {
  const { t, format, preferences } = useLanguage();
  const { say } = useNotices();
  const [known, setKnown] = useState<Districts>();
  const [locating, setLocating] = useState(false);
  useEffect(() => {
    loadDistricts().then(setKnown, () => undefined);
  }, []);
  const locate = () => {
    setLocating(true);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLocating(false);
        onFound({ lat: coords.latitude, lng: coords.longitude });
      },
      () => {
        setLocating(false);
        say(t("pin.no_location"), "info");
      },
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 60_000 },
    );
  };
  return (
    <>
      <Button
        variant="outlined"
        size="large"
        startIcon={<LocateFixed aria-hidden />}
        onClick={locate}
        loading={locating}
        loadingPosition="start"
      >
        {t("pin.locate")}
      </Button>
      {known && (
        <TextField
          select
          label={t("pin.district")}
          defaultValue=""
          onChange={(event) => {
            const found = known.districts[Number(event.target.value)];
            if (event.target.value !== "" && found) onFound({ lng: found.at[0], lat: found.at[1] });
          }}
          slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
        >
          <option value="">{t("pin.choose")}</option>
          {Object.entries(known.governorates).map(([code, name]) => (
            <optgroup key={code} label={format.pick(name)}>
              {known.districts.map(
                (one, index) =>
                  one.g === code && (
                    <option key={index} value={index}>
                      {one[preferences.lang]}
                    </option>
                  ),
              )}
            </optgroup>
          ))}
        </TextField>
      )}
    </>
  );
}
