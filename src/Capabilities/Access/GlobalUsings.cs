global using Breakwater.Access.Read;
global using Breakwater.Access.Model;
global using Breakwater.Access.Ports;
global using Breakwater.Kernel;
global using Breakwater.Kernel.Ports;
