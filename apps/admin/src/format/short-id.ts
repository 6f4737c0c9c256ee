/** A long id for reading: its beginning and its end, `7k3m9qx…d2t4`. Ids of 14 characters or fewer stay whole. */
export const shortened = (id: string): string => (id.length <= 14 ? id : `${id.slice(0, 7)}…${id.slice(-4)}`);
