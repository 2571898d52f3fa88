import { useState } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { shrinkPhoto, type Takes, type Unfit } from "./shrink-photo";

/** Prepares chosen photos to be sent; `wrong` says at the field why one of the last ones is not. */
export function usePhoto(takes: Takes, longest?: number) {
  const { t } = useLanguage();
  const [unfit, setUnfit] = useState<Unfit>();
  const prepare = async (chosen: Blob[]): Promise<Blob[]> => {
    setUnfit(undefined);
    const photos: Blob[] = [];
    for (const one of chosen) {
      const made = await shrinkPhoto(one, takes, longest);
      if ("photo" in made) photos.push(made.photo);
      else setUnfit(made.wrong);
    }
    return photos;
  };
  const unreadable = takes.kinds.includes("pdf") ? "file.unreadable" : "file.no_photo";
  const wrong =
    unfit && (unfit === "too_large" ? t("file.too_large", { most: takes.mostMib }) : t(unreadable));
  return { prepare, wrong, forget: () => setUnfit(undefined) };
}
