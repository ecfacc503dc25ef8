/** Everything cached about the records of a type stands under this key. */
export const typeKey = (plural: string) => ["records", plural] as const;
