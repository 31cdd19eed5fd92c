"""What the picture has to do with the answer: saliency, Grad-CAM, occlusion and the rest, shown on the picture."""
