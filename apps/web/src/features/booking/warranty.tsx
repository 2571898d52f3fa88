import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useClaimBookingWarrantyMutation, useListBookingWarrantyClaimsQuery } from "@/generated/care";
import type { BookingOut } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { ask } from "@/shared/api/request";
import { useLanguage } from "@/shared/i18n/provider";
import { today } from "@/shared/lib/clock";
import { useKept } from "@/shared/lib/use-kept";
import { Card } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { warrantyUntil } from "@/shared/visit/after";
import { PhotoPicker, type Picture } from "@/shared/visit/photo-picker";
import { TimeSheet } from "./time-sheet";

/** The warranty of finished work: until when, claims and what became of them. */
export function Warranty({ booking }: { booking: BookingOut }) {
  const { t, format } = useLanguage();
  const until = warrantyUntil(booking.times.endedAt, booking.service.warrantyDays);
  const claims = useListBookingWarrantyClaimsQuery({ id: booking.id }, { skip: !until });
  const [open, setOpen] = useState(false);
  const [choosing, setChoosing] = useState(false);
  if (!until) return null;
  const good = until > today();
  const made = claims.data?.items ?? [];
  if (!good && made.length === 0) return null;
  const waiting = made.find((claim) => claim.state === "waiting");
  return (
    <Card sx={{ display: "grid", gap: 1.25 }} component="section" aria-label={t("warranty.title")}>
      <Typography variant="h3" component="h2" sx={{ display: "flex", gap: 1, alignItems: "center" }}>
        <ShieldCheck size={22} aria-hidden />
        {t(good ? "warranty.until" : "warranty.over", { day: format.date(until) })}
      </Typography>
      {made.map((claim) => {
        const words = `${t(`warranty_state.${stateOf(claim.state)}`)} · ${format.dayShort(claim.createdAt)}`;
        // A claim that waits has no visit, or one that was cancelled.
        return claim.state === "waiting" || !claim.visitBookingId ? (
          <Typography key={claim.id}>{words}</Typography>
        ) : (
          <Typography
            key={claim.id}
            component={Link}
            to={`/bookings/${claim.visitBookingId}`}
            color="primary"
          >
            {words}
          </Typography>
        );
      })}
      {waiting && (
        <Button variant="contained" onClick={() => setChoosing(true)}>
          {t("warranty.choose")}
        </Button>
      )}
      {waiting && choosing && (
        <ChooseSheet booking={booking} claim={waiting.id} onClose={() => setChoosing(false)} />
      )}
      {good && !waiting && !made.some((claim) => claim.state === "open") && (
        <Button variant="outlined" onClick={() => setOpen(true)}>
          {t("warranty.claim")}
        </Button>
      )}
      {open && <ClaimSheet booking={booking} onClose={() => setOpen(false)} />}
    </Card>
  );
}

const stateOf = (state: string) =>
  state === "done" || state === "refused" || state === "withdrawn" || state === "waiting" ? state : "open";

interface ChooseProps {
  booking: BookingOut;
  claim: string;
  onClose: () => void;
}

/** The visit of a claim was cancelled, or a complaint ended with one: its customer chooses when. */
function ChooseSheet({ booking, claim, onClose }: ChooseProps) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const send = async (startsAt: string) => {
    const url = `/api/v1/bookings/${booking.id}/warranty-claims/${claim}/visit`;
    const visit = await ask<{ id: string }>({ url, method: "POST", body: { startsAt } });
    onClose();
    navigate(`/bookings/${visit.id}`);
  };
  return (
    <TimeSheet
      booking={booking}
      title={t("warranty.choose")}
      action={t("warranty.send")}
      said={t("warranty.claimed")}
      send={send}
      onClose={onClose}
    />
  );
}

function ClaimSheet({ booking, onClose }: { booking: BookingOut; onClose: () => void }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [{ fault }, change, forget] = useKept(`claim.${booking.id}`, { fault: "" });
  const [pictures, setPictures] = useState<Picture[]>([]);
  const [claim, claimed] = useClaimBookingWarrantyMutation();
  const [tried, setTried] = useState(false);
  const missing = fault.trim() === "";
  const wrong =
    missing && tried
      ? t("warranty.fault_missing")
      : asProblem(claimed.error)?.errors.find((one) => one.field === "fault")?.message;
  const send = async (startsAt: string) => {
    const photoIds = pictures.map((one) => one.id);
    const warrantyClaimIn = { fault: fault.trim(), startsAt, photoIds };
    const visit = await claim({ id: booking.id, warrantyClaimIn }).unwrap();
    forget();
    onClose();
    navigate(`/bookings/${visit.id}`);
  };
  return (
    <TimeSheet
      booking={booking}
      title={t("warranty.claim")}
      heading={t("warranty.when")}
      ready={!missing}
      onTry={() => setTried(true)}
      action={t("warranty.send")}
      said={t("warranty.claimed")}
      send={send}
      onClose={onClose}
    >
      <Alert severity="info">{t("warranty.text")}</Alert>
      <TextField
        label={t("warranty.fault")}
        value={fault}
        onChange={(event) => change({ fault: event.target.value })}
        error={!!wrong}
        helperText={wrong}
        multiline
        minRows={2}
        slotProps={{ htmlInput: { maxLength: 1000, dir: "auto" } }}
      />
      <PhotoPicker bookingId={booking.id} purpose="warranty" pictures={pictures} onChange={setPictures} />
    </TimeSheet>
  );
}
