/** A student of the directory: imported from CSV, refreshed by each report. Its id is the student number. */
export interface Student {
  id: string;
  version: number;
  shape: 1;
  name: string;
  email: string;
  faculty?: string;
  /** Standing adjustments, without a stored reason. */
  extraTimePercent: number;
  extraDays: number;
  breakMinutes: number;
}
