global using Breakwater.Fraud.Ingest;
global using Breakwater.Fraud.Model;
global using Breakwater.Fraud.Ports;
global using Breakwater.Kernel;
global using Breakwater.Kernel.Ports;
global using Breakwater.Metering.Model;
