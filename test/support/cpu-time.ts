/** CPU time that this thread has used, in milliseconds: on a shared machine the clock on the wall measures the neighbours too. */
export const cpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** The same of the whole process, with the threads that it started. */
export const processCpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
