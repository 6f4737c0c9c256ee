import { Fragment } from 'react';

/** An address that breaks before its @ or a dot where it does not fit on a line. */
export const Email = ({ address }: { address: string }) => (
  <span className="rs-plain-text">
    {address.split(/(?=[@.])/u).map((part, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
      <Fragment key={place}>
        <wbr />
        {part}
      </Fragment>
    ))}
  </span>
);
