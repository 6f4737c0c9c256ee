import { certificateLink } from '@resit/integrity/mail/links';
import { type CertificateView, viewCertificate } from '@resit/integrity/use-cases/student/view-certificate';
import type { Hono } from 'hono';
import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { toString as qrCode } from 'qrcode';
import { type Kit, page, param } from '../http/kit.ts';
import { Page, type Site } from '../page/shell.tsx';
import { dayWords } from '../page/words.ts';

/** A certificate as its holder prints it, and as anybody who is given its link can check it. */
export function certificateRoutes(app: Hono, kit: Kit): void {
  app.get('/certificate/:certificateId', async (c) => {
    const certificate = await viewCertificate(kit.deps, { certificateId: param(c, 'certificateId') });
    const link = certificateLink(kit.deps.institution.origin, certificate.id);
    if (certificate.revokedAt !== undefined)
      return page(c, <Revoked site={kit.site} revokedAt={certificate.revokedAt} />, 410);
    // Drawn from the link alone, by the library: nothing in it comes from anybody's input.
    const picture = await qrCode(link, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' });
    return page(c, <CertificatePage site={kit.site} certificate={certificate} link={link} picture={picture} />);
  });
}

interface CertificateProps {
  site: Site;
  certificate: CertificateView;
  link: string;
  picture: string;
}

const CertificatePage: FC<CertificateProps> = ({ site, certificate, link, picture }) => (
  <Page site={site} title="Certificate">
    <div class="certificate">
      <h1>Certificate</h1>
      <p>{site.institution.name} certifies that</p>
      <p class="name">{certificate.name}</p>
      <p>has passed the exam on referencing: quoting, paraphrasing, citing and listing sources.</p>
      <p>{dayWords(certificate.issuedAt, site.institution.timeZone)}</p>
      <div aria-hidden="true">{raw(picture)}</div>
      <p class="soft">
        To check that it is real, open
        <br />
        <a class="link" href={link}>
          {link}
        </a>
      </p>
    </div>
    <p class="no-print">
      <strong>This certificate is valid.</strong> To keep it, print this page or save it as a PDF with your browser’s
      print command. Whoever has the link can check it here.
    </p>
    <div class="actions" data-print></div>
  </Page>
);

const Revoked: FC<{ site: Site; revokedAt: string }> = ({ site, revokedAt }) => (
  <Page site={site} title="This certificate is not valid">
    <h1>This certificate is not valid</h1>
    <p>{`${site.institution.name} took it back on ${dayWords(revokedAt, site.institution.timeZone)}.`}</p>
    <p>If you have a question about it, ask us: the address is below.</p>
  </Page>
);
