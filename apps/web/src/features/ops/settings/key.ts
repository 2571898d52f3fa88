/** A key of a setting as a part of the names of texts. */
export const inName = (key: string) => key.replaceAll(".", "_");

/** Where a setting is. Without a dot: a server takes what has one for a file. */
export const placeOf = (key: string) => `/ops/settings/${key.replace(".", "/")}`;
