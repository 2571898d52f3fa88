import type { Localized } from "@/generated/guest";

export interface District {
  /** Governorate, ISO 3166-2. */
  g: string;
  ar: string;
  en: string;
  /** Longitude, latitude of its middle. */
  at: [number, number];
}

export interface Districts {
  governorates: Record<string, Localized>;
  districts: District[];
}

let loading: Promise<Districts> | undefined;

/** The districts we know, from the project's own data. */
export function loadDistricts(): Promise<Districts> {
  loading ??= fetch("/map/districts.json").then((answer) => {
    if (!answer.ok) throw new Error("districts");
    return answer.json() as Promise<Districts>;
  });
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}
