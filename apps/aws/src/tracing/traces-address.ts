/** Where X-Ray's console shows the traces of an incident. Source: AWS X-Ray, deep linking into its console. */
export function tracesAddress(region: string, incidentId: string): string {
  const filter = encodeURIComponent(`annotation.incidentId = "${incidentId}"`);
  return `https://${region}.${consoleOf(region)}/xray/home?region=${region}#/traces?filter=${filter}`;
}

function consoleOf(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn';
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com';
}
