/** Where the rehearsed stack is deployed to. Nothing is called there: the functions reach only what runs beside them. */
export const PARTITION = 'aws';
export const REGION = 'ap-southeast-2';
export const ACCOUNT = '123456789012';
export const STACK = 'resit-rehearsal';
export const DOMAIN = 'resit.example.edu';
export const ORIGIN = `https://${DOMAIN}`;
export const TIME_ZONE = 'Australia/Sydney';

/** When the rehearsal's days begin, ten in the morning or so in Sydney, far from any of today. */
export const START_MS: number = Date.parse('2040-03-05T00:00:00Z');
export const DAY_MS = 86_400_000;

/** What is filled into the template. */
export const parameters: Readonly<Record<string, string>> = {
  Stage: 'test',
  Institution: 'University of Examples',
  TimeZone: TIME_ZONE,
  ContactName: 'Academic Integrity Office',
  ContactAddress: 'integrity-office@example.edu',
  DomainName: DOMAIN,
  CertificateArn: `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012`,
  MailFrom: 'resit@example.edu',
  MailDomain: 'example.edu',
  OidcIssuer: 'https://login.example.edu',
};
