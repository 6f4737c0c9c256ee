// Runs at CloudFront before the Admin site's bucket (cloudfront-js-2.0: one file, no imports). The template fills in the
// three names in braces; they hold no quotation mark, by the patterns of the parameters.
var settings = { issuer: '${Issuer}', clientId: '${ClientId}', scope: '${Scope}' };

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name.
function handler(event) {
  var request = event.request;
  if (request.uri === '/admin') {
    return { statusCode: 308, statusDescription: 'Permanent Redirect', headers: { location: { value: '/admin/' } } };
  }
  if (request.uri === '/admin/config.json') {
    return {
      statusCode: 200,
      statusDescription: 'OK',
      headers: {
        'content-type': { value: 'application/json; charset=utf-8' },
        'cache-control': { value: 'no-store' },
        'x-content-type-options': { value: 'nosniff' },
      },
      body: { encoding: 'text', data: JSON.stringify(settings) },
    };
  }
  // Addresses of the site itself have no extension; what has one is a file, there or not.
  if (!/\.[A-Za-z0-9]{1,11}$/.test(request.uri)) request.uri = '/admin/index.html';
  return request;
}
