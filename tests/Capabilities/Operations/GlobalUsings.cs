global using Breakwater.Kernel;
global using Breakwater.Kernel.Ports;
global using Breakwater.Operations.Ingest;
global using Breakwater.Operations.Model;
global using Breakwater.Operations.Ports;
global using Breakwater.Operations.Read;
