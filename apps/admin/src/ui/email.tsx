/** An address that breaks before its @ where it does not fit on a line. */
export function Email({ address }: { address: string }) {
  const at = address.lastIndexOf('@');
  return (
    <span className="rs-plain-text">
      {at > 0 ? address.slice(0, at) : address}
      {at > 0 ? (
        <>
          <wbr />
          {address.slice(at)}
        </>
      ) : null}
    </span>
  );
}
