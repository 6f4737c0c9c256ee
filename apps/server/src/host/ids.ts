export { systemIds } from '@resit/functions/hosting/system-ids';
