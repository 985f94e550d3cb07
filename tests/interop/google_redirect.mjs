// For the bench: google-auth-library and google-spreadsheet led to the simulator's plain port, so that neither side pays for
// TLS: the token URL by a transporter that rewrites it, the base of the calls by the property that the library keeps it in.
import { JWT, gaxios } from 'google-auth-library';
import { GoogleSpreadsheet } from 'google-spreadsheet';

const SCOPES = ['https://www.googleapis.com/auth/spreadsheets'];

export function authorise(settings) {
  const account = JSON.parse(settings.SERVICE_ACCOUNT_JSON);
  const transporter = new gaxios.Gaxios();
  transporter.interceptors.request.add({
    resolved: async (config) => {
      if (String(config.url) === 'https://oauth2.googleapis.com/token') config.url = new URL(settings.GOOGLE_TOKEN_URL);
      return config;
    },
  });
  return new JWT({ email: account.client_email, key: account.private_key, scopes: SCOPES, transporter });
}

export function openSpreadsheet(settings, auth = authorise(settings)) {
  const id = settings.GOOGLE_SHEET_ID_VALIDATION;
  const spreadsheet = new GoogleSpreadsheet(id, auth);
  spreadsheet.sheetsApi = spreadsheet.sheetsApi.extend({ prefixUrl: `${settings.GOOGLE_SHEETS_URL}/v4/spreadsheets/${id}` });
  return spreadsheet;
}
