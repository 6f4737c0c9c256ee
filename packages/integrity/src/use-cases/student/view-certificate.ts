import { NotFound } from '../../errors.ts';
import type { Deps } from '../../ports/deps.ts';

/** What whoever holds a certificate's link may see: that it is real, whose it is and since when. It names no incident. */
export interface CertificateView {
  id: string;
  name: string;
  issuedAt: string;
  /** Set once the office took it back. */
  revokedAt?: string;
}

/** @throws NotFound */
export async function viewCertificate(
  deps: Pick<Deps, 'repository'>,
  { certificateId }: { certificateId: string },
): Promise<CertificateView> {
  const certificate = await deps.repository.get('certificate', certificateId);
  if (!certificate) throw new NotFound('certificate');
  const { id, name, issuedAt, revokedAt } = certificate;
  return { id, name, issuedAt, ...(revokedAt === undefined ? {} : { revokedAt }) };
}
