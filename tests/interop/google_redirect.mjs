// google-auth-library and google-spreadsheet as their authors publish them, led to the simulator: the token URL by a
// transporter that rewrites it, the base of the sheet's calls by the property that the library keeps it in.
import { JWT, gaxios } from 'google-auth-library';
import { GoogleSpreadsheet } from 'google-spreadsheet';

const SCOPES = ['https://www.googleapis.com/auth/spreadsheets'];

/** The settings that the simulator offers, by name. */
export async function settingsOf(base) {
  const text = await (await fetch(new URL('/control/env', base))).text();
  const pairs = [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value.replace(/^(['"])(.*)\1$/s, '$2')]);
  return Object.fromEntries(pairs);
}

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
