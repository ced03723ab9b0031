global using Breakwater.Fraud.Model;
global using Breakwater.Kernel;
global using Breakwater.Kernel.Ports;
global using Breakwater.Metering.Model;
