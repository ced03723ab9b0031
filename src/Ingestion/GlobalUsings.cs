global using Breakwater.Kernel;
global using Breakwater.Kernel.Ports;
global using Breakwater.Metering.Ingest;
global using Breakwater.Metering.Model;
