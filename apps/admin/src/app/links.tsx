import Link, { type LinkProps } from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';

/** Where the site is served. */
export const basePath = '/admin';
export const hrefOf = (path: string): string => basePath + path;

interface Followed {
  preventDefault(): void;
  detail: { href?: string | undefined; external?: boolean | undefined };
}

/** For `onFollow` of any component: goes to pages of this site without loading it again. */
export function useFollow(): (event: Followed) => void {
  const navigate = useNavigate();
  return (event) => {
    const { href, external } = event.detail;
    if (external || !href?.startsWith(`${basePath}/`)) return;
    event.preventDefault();
    void navigate(href.slice(basePath.length));
  };
}

/** A link to a page of this site. */
export function RouteLink(
  props: { to: string; children: ReactNode } & Pick<LinkProps, 'variant' | 'fontSize' | 'ariaLabel'>,
) {
  const { to, children, ...rest } = props;
  const follow = useFollow();
  return (
    <Link {...rest} href={hrefOf(to)} onFollow={follow}>
      {children}
    </Link>
  );
}
