import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { type ReactNode, useState } from "react";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { showWrong } from "@/shared/lib/show-wrong";
import { useAction } from "@/shared/lib/use-action";
import { SlotPicker } from "@/shared/order/slot-picker";
import { Sheet, SheetAction } from "@/shared/ui/sheet";

interface Props {
  booking: BookingOut;
  title: string;
  /** Above the times, where something stands above them. */
  heading?: string;
  /** The times of this technician only. */
  providerId?: string;
  /** Whether it costs what a new order costs; otherwise there is nothing to pay. */
  priced?: boolean;
  /** Whether all else that is asked for is there; it is told where it is missing, once sending was tried. */
  ready?: boolean;
  onTry?: () => void;
  /** What the button says, and what is said when it is done. */
  action: string;
  said: string;
  send: (startsAt: string) => Promise<void>;
  onClose: () => void;
  children?: ReactNode;
}

/** A further visit like the booking's: when, and whatever else is asked for above the times. */
export function TimeSheet(props: Props) {
  const { booking, title, heading, providerId, ready = true, action, said, send, onClose } = props;
  const { t } = useLanguage();
  const [at, setAt] = useState("");
  const [tried, setTried] = useState(false);
  const { act, busy } = useAction();
  const pin = booking.address?.pin ?? booking.place.pin;
  const { id, quantity, pricing } = booking.service;
  const go = () => {
    setTried(true);
    props.onTry?.();
    if (!ready || !at) return showWrong();
    void act(() => send(at), said).then((done) => !done && showWrong());
  };
  return (
    <Sheet title={title} onClose={onClose}>
      {props.children}
      {heading && (
        <Typography variant="h3" component="h3">
          {heading}
        </Typography>
      )}
      {pin && (
        <SlotPicker
          serviceId={id}
          pin={pin}
          quantity={quantity}
          providerId={providerId}
          pricing={props.priced ? pricing : undefined}
          chosen={at}
          onChoose={setAt}
        />
      )}
      {tried && !at && (
        <Alert severity="error" data-wrong>
          {t("time.missing")}
        </Alert>
      )}
      <SheetAction>
        <Button variant="contained" size="large" fullWidth loading={busy} onClick={go}>
          {action}
        </Button>
      </SheetAction>
    </Sheet>
  );
}
