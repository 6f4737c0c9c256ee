import { longWaitsContract, processContract } from './process-contract.ts';

processContract('in memory');
longWaitsContract('in memory');
