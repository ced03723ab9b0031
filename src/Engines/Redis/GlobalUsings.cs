global using Breakwater.Kernel;
global using Breakwater.Kernel.Ports;
