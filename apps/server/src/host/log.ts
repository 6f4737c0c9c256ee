export { createLog, type Log } from '@resit/functions/hosting/log';
