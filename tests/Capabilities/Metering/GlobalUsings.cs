global using Breakwater.Kernel;
global using Breakwater.Kernel.Ports;
global using Breakwater.Metering.Model;
global using Breakwater.Metering.Ports;
global using Breakwater.Metering.Read;
